/** Keys of rows, made in the node. */
@NullMarked
package dev.gatehouse.platform.id;

import org.jspecify.annotations.NullMarked;
