package dev.gatehouse.server.overload;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.util.unit.DataSize;

class OverloadProtectionTests {

    @Test
    void aProgramWithPagesShowsOneToPeople() throws Exception {
        var answered = refused((_, response, _) -> {
            response.getWriter().write("page");
            return true;
        });
        assertThat(answered.getContentAsString()).isEqualTo("page");
    }

    @Test
    void allOthersGetAProblemDetail() throws Exception {
        var answered = refused((_, _, _) -> false);
        assertThat(answered.getStatus()).isEqualTo(503);
        assertThat(answered.getHeader("Retry-After")).isIn("1", "2", "3");
        assertThat(answered.getContentAsString()).isEqualTo(Unavailable.problem(Unavailable.TOO_MUCH));
    }

    /** Who is interrupted while somebody else has the only place waits no longer. */
    private static MockHttpServletResponse refused(UnavailablePage page) throws Exception {
        var pages = new StaticListableBeanFactory();
        pages.addBean("page", page);
        var filter = new OverloadProtection()
                .overloadFilter(
                        new OverloadSettings(1, 0, DataSize.ofKilobytes(1), Duration.ZERO),
                        new Refusals(new Backlog(Admission.BURST)),
                        new SimpleMeterRegistry(),
                        pages.getBeanProvider(UnavailablePage.class))
                .getFilter();
        var response = new MockHttpServletResponse();
        filter.doFilter(new MockHttpServletRequest(), new MockHttpServletResponse(), (_, _) -> {
            Thread.currentThread().interrupt();
            filter.doFilter(new MockHttpServletRequest(), response, (_, _) -> {
                throw new AssertionError("not refused");
            });
            assertThat(Thread.interrupted()).isTrue();
        });
        return response;
    }
}
