/** Which tokens ended before their time: one bit for each, in lists that everybody may fetch. */
@NullMarked
@NamedInterface
package dev.gatehouse.auth.token.status;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
