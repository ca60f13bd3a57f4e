/** Requests that this server sends to addresses that others named: never into the own network, never for long. */
@NullMarked
package dev.gatehouse.auth.outgoing;

import org.jspecify.annotations.NullMarked;
