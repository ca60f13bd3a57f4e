/** Slow hashes of what people chose, a bounded number at a time. */
@NullMarked
package dev.gatehouse.platform.hash;

import org.jspecify.annotations.NullMarked;
