/** How a client proves who it is. */
@NullMarked
@NamedInterface
package dev.gatehouse.auth.client.authentication;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
