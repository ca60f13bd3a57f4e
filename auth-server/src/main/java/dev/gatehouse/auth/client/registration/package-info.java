/** Clients that nobody here has declared: they register themselves, or their own address says what they are. */
@NullMarked
@NamedInterface
package dev.gatehouse.auth.client.registration;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
