/** What a person or client has granted, and what has become of it. */
@NullMarked
package dev.gatehouse.auth.grant;

import org.jspecify.annotations.NullMarked;
