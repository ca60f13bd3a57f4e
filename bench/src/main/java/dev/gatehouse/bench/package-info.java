/** Measures a running OpenID Provider: how much it does in a second, how fast it answers, what that costs it. */
@NullMarked
package dev.gatehouse.bench;

import org.jspecify.annotations.NullMarked;
