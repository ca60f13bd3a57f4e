/** Signing keys: made, rotated, sealed at rest, published; signatures made and checked. */
@NullMarked
package dev.gatehouse.auth.key;

import org.jspecify.annotations.NullMarked;
