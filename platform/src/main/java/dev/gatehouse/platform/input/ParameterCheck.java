package dev.gatehouse.platform.input;

import dev.gatehouse.platform.page.BrowserRequest;
import dev.gatehouse.platform.page.PageHeaders;
import dev.gatehouse.platform.page.ProblemAttributes;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.http.MediaType;
import org.springframework.security.web.header.HeaderWriter;
import org.springframework.security.web.header.writers.CacheControlHeadersWriter;
import org.springframework.security.web.header.writers.CompositeHeaderWriter;
import org.springframework.security.web.header.writers.XContentTypeOptionsHeaderWriter;
import org.springframework.security.web.header.writers.frameoptions.XFrameOptionsHeaderWriter;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses parameters that nobody could read, and NUL characters in them: no form and no protocol of ours has a use for
 * these, and PostgreSQL does not store them. Paths that could be written more simply are refused too: rules that go by
 * the path must not be got round by another spelling of it.
 */
@AutoConfiguration
class ParameterCheck {

    private static final String SPELLING = "The path of the address is not written in the usual way.";
    private static final String NUL = "A parameter contains a NUL character.";
    private static final String MALFORMED = "The parameters are malformed, too many or too large.";

    /** Where the server shows errors; nobody else has anything to do there. */
    private static final String OF_ERRORS = "/error";

    /** The request attribute that says that the parameters are among what is wrong. */
    private static final String UNREADABLE = ParameterCheck.class.getName() + ".unreadable";

    /** Nobody else writes them: who is refused here gets no further. */
    private static final HeaderWriter HEADERS = new CompositeHeaderWriter(List.of(
            PageHeaders.ofPagesElsewhere(),
            new XContentTypeOptionsHeaderWriter(),
            new XFrameOptionsHeaderWriter(),
            new CacheControlHeadersWriter()));

    @Bean
    FilterRegistrationBean<OncePerRequestFilter> parameterCheckFilter() {
        var registration = new FilterRegistrationBean<OncePerRequestFilter>(new CheckFilter());
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
        return registration;
    }

    private static final class CheckFilter extends OncePerRequestFilter {

        private static final Logger LOG = LoggerFactory.getLogger(ParameterCheck.class);

        @Override
        protected boolean shouldNotFilterErrorDispatch() {
            return false;
        }

        /** What could not be read can't be read for the error page either, which looks for the language in it. */
        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            if (request.getDispatcherType() != DispatcherType.ERROR) {
                check(request, response, chain);
            } else if (request.getAttribute(UNREADABLE) == null && isReadable(request)) {
                chain.doFilter(request, response);
            } else {
                chain.doFilter(new WithoutParameters(request), response);
            }
        }

        /** The server refuses some requests before anybody looks at their parameters. */
        private static boolean isReadable(HttpServletRequest request) {
            try {
                request.getParameterMap();
                return true;
            } catch (InvalidParameterException _) {
                return false;
            }
        }

        private static void check(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            if (!request.getRequestURI().equals(decodedPath(request))) {
                refuse(request, response, HttpServletResponse.SC_BAD_REQUEST, SPELLING);
                return;
            }
            if (request.getServletPath().equals(OF_ERRORS)) {
                response.sendError(HttpServletResponse.SC_NOT_FOUND);
                return;
            }
            boolean clean;
            try {
                clean = isClean(request.getParameterMap());
            } catch (InvalidParameterException malformed) {
                LOG.debug("Parameters could not be read: {}", malformed.getMessage());
                request.setAttribute(UNREADABLE, true);
                refuse(request, response, malformed.getErrorCode(), MALFORMED);
                return;
            }
            if (clean) {
                chain.doFilter(request, response);
            } else {
                refuse(request, response, HttpServletResponse.SC_BAD_REQUEST, NUL);
            }
        }

        private static void refuse(HttpServletRequest request, HttpServletResponse response, int status, String problem)
                throws IOException {
            HEADERS.writeHeaders(request, response);
            if (BrowserRequest.isOne(request)) {
                request.setAttribute(ProblemAttributes.PROBLEM, problem);
                response.sendError(status);
                return;
            }
            response.setStatus(status);
            response.setContentType(MediaType.APPLICATION_JSON_VALUE);
            response.getWriter().write("{\"error\":\"invalid_request\",\"error_description\":\"" + problem + "\"}");
        }
    }

    private static final class WithoutParameters extends HttpServletRequestWrapper {

        private WithoutParameters(HttpServletRequest request) {
            super(request);
        }

        @Override
        public @Nullable String getParameter(String name) {
            return null;
        }

        @Override
        public Map<String, String[]> getParameterMap() {
            return Map.of();
        }

        @Override
        public Enumeration<String> getParameterNames() {
            return Collections.emptyEnumeration();
        }

        @Override
        public String @Nullable [] getParameterValues(String name) {
            return null;
        }
    }

    private static String decodedPath(HttpServletRequest request) {
        var rest = request.getPathInfo();
        return request.getContextPath() + request.getServletPath() + (rest == null ? "" : rest);
    }

    private static boolean isClean(Map<String, String[]> parameters) {
        for (var each : parameters.entrySet()) {
            if (!isClean(each.getKey())) {
                return false;
            }
            for (var value : each.getValue()) {
                if (!isClean(value)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean isClean(String text) {
        return text.indexOf('\0') < 0;
    }
}
