/** All that makes an API safe, with nothing of the issuer but its published keys: copy this package. */
@NullMarked
package dev.gatehouse.resource.security;

import org.jspecify.annotations.NullMarked;
