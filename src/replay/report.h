// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replay/flow.h"

namespace authscope::replay {

/// One expectation and what was found; secrets are marks.
struct Verdict {
    QString what = {}; ///< "outcome", "/structuredContent/id"
    bool holds = false;
    QString expected = {};
    QString found = {};
};

struct StepReport {
    enum class State {
        Held,
        Failed, ///< an expectation did not hold
        NotRun, ///< something was missing: a yes, a variable, the sign-in
        Skipped, ///< an earlier step ended the flow
    };
    QString title = {};
    State state = State::Skipped;
    QList<Verdict> verdicts = {};
    std::chrono::milliseconds duration{};
    std::optional<base::Error> problem = {}; ///< of NotRun; also what a step ended with
};

struct FlowReport {
    QString name = {}; ///< of the flow, else of the file
    QString file = {};
    QString server = {}; ///< where it ran
    QList<StepReport> steps = {};
    std::optional<base::Error> problem = {}; ///< the flow as a whole could not run

    bool couldRun() const
    {
        return !problem && std::none_of(steps.begin(), steps.end(), [](const StepReport &step) {
            return step.state == StepReport::State::NotRun;
        });
    }
    bool held() const
    {
        return couldRun() && std::all_of(steps.begin(), steps.end(), [](const StepReport &step) {
            return step.state == StepReport::State::Held;
        });
    }
};

} // namespace authscope::replay
