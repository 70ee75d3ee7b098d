// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/question.h"

namespace authscope::mcp {

/// All of `inputRequests` (modern), one question at a time in the server's order; ends with `inputResponses`
/// under the same keys. One that is denied ends it: nothing is sent then.
class Questionnaire final : public base::ResultOperation<json::Object> {
    Q_OBJECT

public:
    Questionnaire(const json::Object &requests, InputContext context, InputHandler *input,
        const SessionOptions &options, QObject *parent);

protected:
    void run() override;
    void abort() override;

private:
    void askNext();

    struct Entry {
        std::string key;
        QByteArray method;
        json::Object params;
    };

    json::Object m_requests;
    QList<Entry> m_entries;
    InputContext m_context;
    InputHandler *m_input;
    InputFeatures m_features;
    int m_limit;
    QPointer<Question> m_question;
    json::Object m_responses;
};

} // namespace authscope::mcp
