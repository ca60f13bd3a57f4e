/** What is answered where no program was asked. */
@NullMarked
package dev.gatehouse.server.problem;

import org.jspecify.annotations.NullMarked;
