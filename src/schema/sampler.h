// SPDX-License-Identifier: GPL-3.0-or-later
// Private to schema: makes values from a form.
#pragma once

#include "schema/formmodel.h"

namespace authscope::schema {

class Sampler {
public:
    /// `turn` varies what is chosen; members that need not be there are made in the even ones.
    explicit Sampler(int turn) : m_turn(turn) { }

    json::Value make(const FormNode &node) { return make(node, maxLevels, 0); }
    /// The n-th item of a list, different from the others where that is possible.
    json::Value makeItem(const FormNode &list, qsizetype index);

    static json::Value makeText(const FormNode &node, qsizetype index, bool isJudged);
    static json::Value makeNumber(const FormNode &node, qsizetype index);

private:
    static constexpr int maxLevels = 6;

    json::Value make(const FormNode &node, int levels, qsizetype index);
    json::Value makeObject(const FormNode &node, int levels);
    json::Value makeList(const FormNode &node, int levels);
    json::Value makeAlternative(const FormNode &node, int levels, qsizetype index);
    json::Value makeAnything(const FormNode &node, qsizetype index);
    bool mayJudge() { return m_judgements++ < maxJudgements; }

    static constexpr int maxValues = 2000;
    static constexpr int maxJudgements = 60; // each compiles a schema
    int m_turn;
    int m_left = maxValues;
    int m_judgements = 0;
};

/// What tells two schemas' samples from mere attempts.
bool isCertainlyValid(const Compiled &rules, const json::Value &value);

} // namespace authscope::schema
