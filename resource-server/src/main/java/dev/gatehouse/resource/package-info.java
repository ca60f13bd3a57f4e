/** A notes API guarded by access tokens; the pattern for anybody's own API. */
@NullMarked
package dev.gatehouse.resource;

import org.jspecify.annotations.NullMarked;
