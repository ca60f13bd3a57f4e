/** What goes into a token, and what a token of ours says. */
@NullMarked
package dev.gatehouse.auth.token;

import org.jspecify.annotations.NullMarked;
