/** Devices without a browser, which a person lets in on another one. */
@NullMarked
@NamedInterface
package dev.gatehouse.auth.grant.device;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
