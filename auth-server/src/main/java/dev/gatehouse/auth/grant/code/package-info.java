/** Authorization codes: issued once, redeemed once. */
@NullMarked
package dev.gatehouse.auth.grant.code;

import org.jspecify.annotations.NullMarked;
