/** Proofs that a client holds the key to which its tokens are bound (DPoP). */
@NullMarked
@NamedInterface
package dev.gatehouse.auth.grant.proof;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
