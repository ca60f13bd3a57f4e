/** Notes, each of whoever wrote it. */
@NullMarked
package dev.gatehouse.resource.note;

import org.jspecify.annotations.NullMarked;
