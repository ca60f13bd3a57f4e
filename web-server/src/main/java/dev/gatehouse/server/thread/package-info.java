/** What keeps virtual threads going. */
@NullMarked
package dev.gatehouse.server.thread;

import org.jspecify.annotations.NullMarked;
