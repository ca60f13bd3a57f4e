/** How a person proves who they are: the sign-in pages and their rules. */
@NullMarked
package dev.gatehouse.auth.signin;

import org.jspecify.annotations.NullMarked;
