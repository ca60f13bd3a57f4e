package dev.gatehouse.auth.grant;

import org.springframework.boot.test.context.TestConfiguration;

/** Lets a test of another room run the clean-up now. */
@TestConfiguration(proxyBeanMethods = false)
public class RowRemoval {

    private final ExpiredRows expired;

    RowRemoval(ExpiredRows expired) {
        this.expired = expired;
    }

    public void run() {
        expired.remove();
    }
}
