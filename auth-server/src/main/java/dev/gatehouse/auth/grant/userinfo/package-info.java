/** What a grant lets a client know about a person. */
@NullMarked
@NamedInterface
package dev.gatehouse.auth.grant.userinfo;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
