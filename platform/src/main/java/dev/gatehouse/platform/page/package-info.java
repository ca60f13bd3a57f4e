/** What every page has in common: security headers, languages, errors. */
@NullMarked
package dev.gatehouse.platform.page;

import org.jspecify.annotations.NullMarked;
