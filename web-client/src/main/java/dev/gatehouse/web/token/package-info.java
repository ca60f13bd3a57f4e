/** The visitor's tokens: kept here, never in the browser; refreshed in single flight; looked into. */
@NullMarked
package dev.gatehouse.web.token;

import org.jspecify.annotations.NullMarked;
