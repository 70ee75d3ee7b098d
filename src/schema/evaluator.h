// SPDX-License-Identifier: GPL-3.0-or-later
// Private to schema: applies a Program to a value.
#pragma once

#include "schema/program.h"

namespace authscope::schema {

/// Open: it depends on something that was not judged. The worst of several decides.
enum class Verdict : quint8 { Holds, Open, Fails };

inline Verdict worse(Verdict a, Verdict b)
{
    return std::max(a, b);
}

/// One subschema applied to one value. Lives on the stack; the chain of parents is the way through schema and
/// value, and the dynamic scope.
struct Frame {
    enum class Token : quint8 { None, Member, Index };

    const Frame *parent = nullptr;
    const Node *node = nullptr;
    const json::Value *value = nullptr;
    std::string_view keyword = {}; ///< of the parent's schema
    Token schemaToken = Token::None; ///< what follows the keyword in its location
    Token valueToken = Token::None; ///< the step from the parent's value to this one
    std::string_view schemaMember = {}, valueMember = {};
    std::size_t schemaIndex = 0, valueIndex = 0;
    int depth = 0;
};

/// Which members or items of one value were looked at by a subschema that holds. 2020-12 §11.
struct Evaluated {
    explicit Evaluated(std::size_t size) : seen(size) { }
    void merge(const Evaluated &other);
    bool has(std::size_t index) const { return all || seen[index]; }

    std::vector<bool> seen;
    bool all = false;
    bool isUncertain = false; ///< something open might have looked at more
};

class Evaluator {
public:
    explicit Evaluator(const Program &program) : m_program(program) { }
    Judgement run(const json::Value &value);

private:
    enum class Cause : quint8 {
        Problem,
        Depth,
        Work,
        ValueDepth,
        Loop,
        Pattern,
        PatternTime,
        Format,
        Infinite
    };
    struct Note {
        Cause cause;
        const Node *node; ///< null for the bounds of the whole run
        int problem;
        bool operator==(const Note &) const = default;
    };

    Verdict evaluate(const Frame &frame, Evaluated *seen);
    Verdict evaluateRules(const Frame &frame, Evaluated *seen);
    /// As evaluate(), without a word: only the verdict counts.
    Verdict attempt(const Frame &frame, Evaluated *seen);
    Verdict evaluateReferences(const Frame &frame, Evaluated *seen);
    Verdict follow(const Frame &frame, const Node &target, std::string_view keyword, Evaluated *seen);
    const Node *dynamicTarget(const Frame &frame) const;

    Verdict checkValue(const Frame &frame);
    Verdict checkNumber(const Frame &frame);
    Verdict checkText(const Frame &frame);
    Verdict checkContent(const Frame &frame, const TextRules &rules);
    Verdict checkCombined(const Frame &frame, Evaluated *seen);
    Verdict checkAny(const Frame &frame, Evaluated *seen);
    Verdict checkOne(const Frame &frame, Evaluated *seen);
    Verdict checkCondition(const Frame &frame, Evaluated *seen);
    /// Says why none of the forms fits: by the one form that was meant, if there is just one.
    Verdict noneFits(const Frame &frame, std::string_view keyword, const Nodes &forms);

    Verdict checkArray(const Frame &frame, Evaluated *seen);
    Verdict checkUnique(const Frame &frame, const json::Array &array);
    Verdict checkContains(const Frame &frame, const json::Array &array, Evaluated *seen);
    Verdict checkObject(const Frame &frame, Evaluated *seen);
    Verdict checkMembers(const Frame &frame, const json::Object &object, Evaluated *seen);
    Verdict checkNamed(const Frame &frame, const json::Object &object, Evaluated *seen);
    Verdict checkMember(
        const Frame &frame, const json::Object::value_type &member, bool &isSeen, bool &isOpen);
    Verdict checkDependent(const Frame &frame, const json::Object &object, Evaluated *seen);
    Verdict checkRequired(const Frame &frame, const json::Object &object);
    Verdict checkUnevaluated(const Frame &frame, const Evaluated &seen);
    Verdict checkCount(const Frame &frame, qint64 count, const CountRules &rules, std::string_view least,
        std::string_view most, const QString &one, const QString &many);
    std::optional<bool> patternMatches(const Frame &frame, const Pattern &pattern, const QString &text);

    bool spend(qint64 work); ///< false: the bound is hit, and noted
    /// No need to look further: the verdict is certain and no more words are wanted.
    bool isEnough(Verdict verdict) const { return verdict == Verdict::Fails && !wantsWords(); }
    bool wantsWords() const
    {
        constexpr qsizetype maxLocationBytes = 4'000'000; // names can be as long as the value
        return m_quiet == 0 && m_violations.size() < m_program.options.bounds.violations
            && m_locationBytes < maxLocationBytes;
    }
    /// Always Fails. `words` is called only when they are wanted.
    template <class Words>
    Verdict violate(const Frame &frame, std::string_view keyword, Words words)
    {
        if (wantsWords())
            addViolation(frame, keyword, pointerOf(frame), words());
        return Verdict::Fails;
    }
    void addViolation(
        const Frame &frame, std::string_view keyword, const QByteArray &pointer, const QString &message);
    Verdict leaveOpen(Cause cause, const Node *node = nullptr, int problem = -1); ///< always Open
    QString wordsOf(const Note &note) const;
    static QByteArray pointerOf(const Frame &frame);
    static QByteArray keywordLocationOf(const Frame &frame);

    const Program &m_program;
    qint64 m_workLeft = 0;
    std::chrono::nanoseconds m_patternTime{ 0 };
    qsizetype m_locationBytes = 0;
    int m_quiet = 0;
    QList<Violation> m_violations = {};
    std::vector<Note> m_notes = {};
};

Frame inPlace(const Frame &parent, const Node &node, std::string_view keyword);
Frame inPlace(const Frame &parent, const Node &node, std::string_view keyword, std::size_t index);

bool fitsTypes(const ValueRules &rules, const json::Value &value);
bool isAllowed(const ValueRules &rules, const json::Value &value); ///< const and enum

} // namespace authscope::schema
