/** What a caller is told where nobody else had an answer. */
@NullMarked
package dev.gatehouse.resource.problem;

import org.jspecify.annotations.NullMarked;
