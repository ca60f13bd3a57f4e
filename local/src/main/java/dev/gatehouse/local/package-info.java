/** Starts the whole system on one machine: an embedded PostgreSQL and the three programs, as processes of their own. */
@NullMarked
package dev.gatehouse.local;

import org.jspecify.annotations.NullMarked;
