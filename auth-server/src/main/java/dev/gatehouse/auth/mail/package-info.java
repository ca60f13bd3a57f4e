/** Messages to people: written with the deed, sent when the mail server takes them. */
@NullMarked
package dev.gatehouse.auth.mail;

import org.jspecify.annotations.NullMarked;
