// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/rounds.h"

namespace authscope::mcp {

/// resources/read and prompts/get: the rounds, and the answer read.
template <class T>
class FeatureRequest : public Feature<T> {
public:
    using Reader = base::Result<T> (*)(const json::Value &);

    FeatureRequest(FeatureMessage message, Reader reader, SessionCore *core, QObject *parent)
        : Feature<T>(parent)
        , m_rounds(new Rounds(std::move(message), core, this->events(), this))
        , m_reader(reader)
    {
        this->connect(m_rounds, &base::Operation::finished, this, [this] { answered(); });
    }

protected:
    void run() override { m_rounds->start(); }
    void abort() override
    {
        m_rounds->disconnect(this);
        m_rounds->cancel();
    }
    virtual void answered()
    {
        if (m_rounds->result())
            take(*m_rounds->result());
        else
            this->finishWith(m_rounds->result().error());
    }
    void take(const json::Value &answer)
    {
        auto result = m_reader(answer);
        if (result)
            m_rounds->describe(*result);
        else
            result.error().exchange = m_rounds->exchange();
        this->finishWith(std::move(result));
    }
    Rounds *rounds() const { return m_rounds; }

private:
    Rounds *m_rounds;
    Reader m_reader;
};

} // namespace authscope::mcp
