package dev.gatehouse.platform.page;

import dev.gatehouse.platform.log.CorrelationId;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.error.ErrorAttributeOptions;
import org.springframework.boot.webmvc.error.DefaultErrorAttributes;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.WebRequest;

/** Lets whoever refuses a request leave a plain sentence for the error page. */
public class ProblemAttributes extends DefaultErrorAttributes {

    /** The request attribute that holds the sentence; what is in it is shown to the visitor. */
    public static final String PROBLEM = "gatehouse.problem";

    @Override
    public Map<String, @Nullable Object> getErrorAttributes(WebRequest request, ErrorAttributeOptions options) {
        var attributes = super.getErrorAttributes(request, options);
        var problem = request.getAttribute(PROBLEM, RequestAttributes.SCOPE_REQUEST);
        if (problem != null) {
            attributes.put("problem", problem);
        }
        attributes.put(CorrelationId.NAME, request.getAttribute(CorrelationId.NAME, RequestAttributes.SCOPE_REQUEST));
        return attributes;
    }
}
