/** What happens when more is asked than can be done. */
@NullMarked
package dev.gatehouse.server.overload;

import org.jspecify.annotations.NullMarked;
