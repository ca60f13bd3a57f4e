/** What ties an answer to the lines of the log that tell how it came about. */
@NullMarked
package dev.gatehouse.platform.log;

import org.jspecify.annotations.NullMarked;
