/** Authorization codes: issued once, redeemed once. */
@NullMarked
@NamedInterface
package dev.gatehouse.auth.grant.code;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
