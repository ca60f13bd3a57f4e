/** What must be told later: security events, heard from everybody, known to nobody. */
@NullMarked
package dev.gatehouse.auth.audit;

import org.jspecify.annotations.NullMarked;
