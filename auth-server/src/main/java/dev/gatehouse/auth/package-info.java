/** The issuer. */
@NullMarked
package dev.gatehouse.auth;

import org.jspecify.annotations.NullMarked;
