/** What is refused before anybody looks at it. */
@NullMarked
package dev.gatehouse.platform.input;

import org.jspecify.annotations.NullMarked;
