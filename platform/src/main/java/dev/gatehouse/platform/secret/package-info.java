/** Secrets that come in files, as container platforms hand them over. */
@NullMarked
package dev.gatehouse.platform.secret;

import org.jspecify.annotations.NullMarked;
