/** The visitor's notes, which live behind the API. */
@NullMarked
package dev.gatehouse.web.note;

import org.jspecify.annotations.NullMarked;
