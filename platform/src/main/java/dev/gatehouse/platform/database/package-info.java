/** What a visitor gets while the database is away, and what the database tells of changes. */
@NullMarked
package dev.gatehouse.platform.database;

import org.jspecify.annotations.NullMarked;
