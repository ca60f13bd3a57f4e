/** What operators may see, and users may not. */
@NullMarked
package dev.gatehouse.server.actuator;

import org.jspecify.annotations.NullMarked;
