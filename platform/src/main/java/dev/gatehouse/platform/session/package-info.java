/** Browser sessions in PostgreSQL whose rows alone open nothing. */
@NullMarked
package dev.gatehouse.platform.session;

import org.jspecify.annotations.NullMarked;
