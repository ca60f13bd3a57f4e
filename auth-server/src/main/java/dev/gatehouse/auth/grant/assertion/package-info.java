/** Assertions about people, by issuers that the operator trusts, traded for tokens of ours. */
@NullMarked
@NamedInterface
package dev.gatehouse.auth.grant.assertion;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
