/** What tests of several modules use: a real PostgreSQL, a browser without a screen, an application. */
@NullMarked
package dev.gatehouse.testsupport;

import org.jspecify.annotations.NullMarked;
