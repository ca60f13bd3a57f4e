/** Signing in at the issuer, and signing out. */
@NullMarked
package dev.gatehouse.web.signin;

import org.jspecify.annotations.NullMarked;
