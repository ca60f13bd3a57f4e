/** Where the parameters of an authorization request come from: the address, a pushed request or a signed one. */
@NullMarked
@NamedInterface
package dev.gatehouse.auth.grant.request;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
