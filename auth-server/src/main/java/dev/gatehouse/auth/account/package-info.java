/** People: who they are and what they know. */
@NullMarked
package dev.gatehouse.auth.account;

import org.jspecify.annotations.NullMarked;
