/** Signing keys: made, sealed at rest, published. */
@NullMarked
package dev.gatehouse.auth.key;

import org.jspecify.annotations.NullMarked;
