/** What a person lets a client do. */
@NullMarked
package dev.gatehouse.auth.grant.consent;

import org.jspecify.annotations.NullMarked;
