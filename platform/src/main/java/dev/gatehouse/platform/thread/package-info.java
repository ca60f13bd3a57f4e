/** What keeps virtual threads going. */
@NullMarked
package dev.gatehouse.platform.thread;

import org.jspecify.annotations.NullMarked;
