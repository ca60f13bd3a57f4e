/** The front door: the standard endpoints and their metadata, put together from what the other rooms hand over. */
@NullMarked
package dev.gatehouse.auth.protocol;

import org.jspecify.annotations.NullMarked;
